// The room Listing; see the README's layout of the house.
