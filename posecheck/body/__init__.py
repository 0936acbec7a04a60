"""What is seen of a person: the skeleton, the Body that travels, landmark recordings on disk."""
