// The room Services; see the README's layout of the house.
