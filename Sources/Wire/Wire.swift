// The room Wire; see the README's layout of the house.
