-- What a search looks through: words of resources, without their texts (store/search.h). A row's number is the resource's id times 256
-- and the kind's; words of a title stand apart, since they weigh more. Letters and digits are all that words are made of, and `=` and
-- `_` in the one word that stands for a whole title. Beginnings of two and three letters are kept as words of their own, as those of
-- more letters are few enough to be put together.
CREATE VIRTUAL TABLE search USING fts5 (
    title,
    other,
    content = '',
    columnsize = 0,
    detail = column,
    prefix = '2 3',
    tokenize = "ascii tokenchars '=_'"
);

-- The same word by word, for the check that bodies and words agree.
CREATE VIRTUAL TABLE search_word USING fts5vocab (search, instance);

-- The kinds in it, and how they were read when they were taken in: the version of folding, and the fields.
CREATE TABLE search_kind (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL UNIQUE,
    form TEXT NOT NULL
) STRICT;
