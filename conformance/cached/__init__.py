"""The cache of answers, live: whose an answer is, for how long, and what two replicas make of it."""
