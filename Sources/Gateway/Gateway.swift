// The room Gateway; see the README's layout of the house.
