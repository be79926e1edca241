// The room StorageSQLite; see the README's layout of the house.
