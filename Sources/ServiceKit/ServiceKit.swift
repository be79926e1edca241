// The room ServiceKit; see the README's layout of the house.
