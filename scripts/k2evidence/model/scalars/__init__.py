"""Values of one field each, read from text: every type of field with the parser behind it.

YAML is read as text and each field converts its own scalar, so 0.70 never becomes 0.7 and
`NO` never becomes false. Every parser raises `PydanticCustomError`, whose context carries
`fix`: one line on how to mend the value.
"""
