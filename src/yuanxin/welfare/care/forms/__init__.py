"""What is asked of who runs condolences, keeps the store, and handles claims of cover."""
