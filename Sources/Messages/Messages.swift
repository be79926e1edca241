// The room Messages; see the README's layout of the house.
