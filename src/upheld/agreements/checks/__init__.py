"""Rules about how the parts of an agreement belong together: each yields where and why two of them do not.

They know the form of an agreement, in which every value has been read. They must not stop one another: a part that
could not be read has its problem already and is passed over.
"""
