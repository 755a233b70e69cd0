"""What is typed on the pages of this room. Rules are asked by the actions; a refusal is shown beside its field."""
