"""The only code that changes policies, signatures, incentives and sanctions."""
