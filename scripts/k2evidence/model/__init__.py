"""What a record is: frozen typed models, and how their values read as text."""
