// The room RPCInProcess; see the README's layout of the house.
