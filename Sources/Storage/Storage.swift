// The room Storage; see the README's layout of the house.
