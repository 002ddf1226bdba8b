"""WHO: people, organisations, memberships and roles, invitations and guest links."""
