"""The pages on which an edition goes its way: disposals, submitting, advice, adopting, publishing, withdrawing."""
