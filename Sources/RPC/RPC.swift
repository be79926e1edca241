// The room RPC; see the README's layout of the house.
