// The room DomainPrimitives; see the README's layout of the house.
