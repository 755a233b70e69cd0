"""The rules of policies, pure: which version holds, who must sign it, what may happen next to versions, incentives and sanctions."""
