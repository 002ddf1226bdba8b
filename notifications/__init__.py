"""WHO IS TOLD: rules (event -> audience, message), outbox, delivery, inbox."""
