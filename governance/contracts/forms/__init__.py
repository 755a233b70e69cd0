"""What is typed on the pages of contracts. Rules are asked by the actions; a refusal is shown beside its field."""
