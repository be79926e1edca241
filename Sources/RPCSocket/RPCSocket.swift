// The room RPCSocket; see the README's layout of the house.
