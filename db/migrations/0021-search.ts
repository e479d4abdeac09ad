import { type Kysely, sql } from 'kysely';

/**
 * Search documents of products and SKUs, written by triggers whenever their texts change, and the query
 * that fits them. Nothing here depends on the locale of the database or on an extension: letters are
 * folded by Unicode's rules and ICU.
 *
 * Lexemes of a document, with weight A for names, B for other short texts, D for descriptions:
 * - `clocks`: a word, found by its beginning too; `=clock`: its English stem
 * - `~locks`: the end of a word of a short text, by which parts of words are found
 * - `!clcks`: such a word or its stem with a letter left out (two of a long one), by which typing
 *   errors are found: a word with an error has one of these in common with the right word
 * - characters of Chinese and Japanese, which separate no words: each one, and each pair
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Kana and Chinese characters. */
const CJK = String.raw`\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff`;
/** Marks, invisible characters and apostrophes. */
const IGNORED = String.raw`\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff''\u02bc\u2018\u2019\u0060`;

const functions = [
  // Letters without case, accents, width and ligatures.
  String.raw`
  create function search_fold(content text) returns text
  language sql immutable strict parallel safe as $$
    select normalize(replace(replace(replace(replace(translate(
      lower(regexp_replace(normalize(content, nfkd), '[${IGNORED}]+', '', 'g') collate "und-x-icu"),
      'øłđðıħŧς', 'olddihtσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), nfc) collate "C"
  $$`,

  // The words of folded text in their order. What is written with hyphens or dots is also one word.
  String.raw`
  create function search_words(folded text) returns table (word text, is_cjk boolean, is_part boolean)
  language sql immutable parallel safe rows 10 as $$
    select left(part, 40) collate "C", part ~ '[${CJK}]', true
    from regexp_split_to_table(
      regexp_replace(folded, '([${CJK}]+)', ' \1 ', 'g') collate "und-x-icu", '[^[:alnum:]]+'
    ) as part where part <> ''
    union all
    select left(joined, 40) collate "C", false, false
    from regexp_split_to_table(folded, '\s+') as chunk,
      regexp_replace(chunk collate "und-x-icu", '[^[:alnum:]]+', '', 'g') as joined
    where chunk ~ '\w\W+\w' and joined !~ '[${CJK}]'
  $$`,

  // The English stem of a word; null for a word such as "the".
  `create function search_stem(word text) returns text
  language sql immutable strict parallel safe as $$
    select (ts_lexize('english_stem', word))[1]
  $$`,

  // A word with no, one or, if it is long, two letters left out. Numbers have no typing errors.
  String.raw`
  create function search_typos(word text) returns setof text
  language sql immutable parallel safe rows 10 as $$
    select word where length(word) between 3 and 20 and word !~ '\d'
    union all
    select overlay(word placing '' from i for 1) from generate_series(1, length(word)) as i
    where length(word) between 4 and 20 and word !~ '\d'
    union all
    select overlay(overlay(word placing '' from j for 1) placing '' from i for 1)
    from generate_series(1, length(word)) as i, generate_series(i + 1, length(word)) as j
    where length(word) between 8 and 12 and word !~ '\d'
  $$`,

  // The lexemes that find one word. A mode finds all that the modes before it find:
  // name: the word in a name; prefix: its beginning there; text: a part of it in any text; typo.
  String.raw`
  create function search_term(word text, is_cjk boolean, mode text) returns text
  language plpgsql immutable strict parallel safe as $$
  begin return (
    select case when is_cjk then '(' || (
      select string_agg(format('''%s'':%s', substr(word, i, 2), weight), ' & ')
      from generate_series(1, greatest(1, length(word) - 1)) as i
    ) || ')' || case when mode <> 'typo' then '' else (
      select ' | (' || string_agg(format('''%s'':AB', substr(word, i, 1)), ' & ') || ')'
      from generate_series(1, length(word)) as i
    ) end
    else (
      select string_agg(format('''%s'':%s', lexeme, flags), ' | ')
      from (
        select word, case mode when 'name' then 'A' when 'prefix' then '*A' else '*' end
        union all select '=' || coalesce(search_stem(word), word), weight
        -- knives, knife; shelves, shelf
        union all select '=' || search_stem(regexp_replace(word, 'ves$', ending)), weight
          from unnest(array['f', 'fe']) as ending where word ~ '..ves$'
        union all select '~' || left(word, 20), '*' where mode in ('text', 'typo') and length(word) > 2
        union all select '!' || typo, 'AB'
          from unnest(array[word, search_stem(word)]) as form, search_typos(form) as typo
          where mode = 'typo' and length(word) > 3
      ) as lexemes (lexeme, flags)
      where lexeme is not null
    ) end
    from (select case when mode in ('name', 'prefix') then 'A' else 'ABCD' end as weight) as weights
  ); end
  $$`,

  // Every word of a search, at most ten; words such as "the" only when there are no others.
  `create function search_query(search text, mode text) returns tsquery
  language plpgsql immutable strict parallel safe as $$
  begin return (
    with chunks as (
      select distinct on (chunk) chunk, at
      from regexp_split_to_table(search_fold(search), '\\s+') with ordinality as given (chunk, at)
      where exists (select from search_words(chunk)) order by chunk, at
    ),
    terms as (
      select at,
        coalesce(search_stem(chunk) is null and ts_lexize('english_stem', chunk) = '{}', false) as is_common,
        (
          select '(' || string_agg('(' || search_term(word, is_cjk, mode) || ')', ' & ')
              filter (where is_part) || ')'
            || coalesce(' | ' || string_agg(search_term(word, is_cjk, mode), ' | ')
              filter (where not is_part), '')
          from search_words(chunk)
        ) as term
      from (select * from chunks order by at limit 10) as first
    )
    select string_agg('(' || term || ')', ' & ')::tsquery from terms
    where not is_common or not exists (select from terms where not is_common)
  ); end
  $$`,
];

/**
 * Writes the documents of some products and their SKUs, all in one statement, since an import changes
 * hundreds at a time. A product that is not on sale is found by all its variants, another one by those on
 * sale. Parts and typing errors of 200 words are kept: a tsvector has at most 1 MiB.
 */
const refresh = `
  create function refresh_search(changed uuid[]) returns void language sql as $$
    with changed_products as materialized (
      select product_id, name, slug, category, description, archived_at,
        names, categories, descriptions, options
      from products, lateral (
        select string_agg(text->>'name', ' ') as names,
          string_agg(text->>'category', ' ') as categories,
          string_agg(text->>'description', ' ') as descriptions,
          string_agg((select string_agg(value, ' ') from jsonb_each_text(text->'options')), ' ') as options
        from jsonb_each(translations) as of_language (language, text)
      ) as translated
      where product_id = any(changed)
    ),
    variants as materialized (
      select product_id, sku_id, code, archived_at,
        (select string_agg(value, ' ') from json_each_text(options)) as options
      from skus where product_id = any(changed)
    ),
    of_variants as (
      select product_id, string_agg(concat_ws(' ', code, variants.options), ' ') as content
      from variants join changed_products using (product_id)
      where variants.archived_at is null or changed_products.archived_at is not null
      group by product_id
    ),
    texts as (
      select product_id as id, 'A' as weight, concat_ws(' ', name, names) as content
      from changed_products
      union all
      select product_id, 'B', concat_ws(' ', slug, category, categories, options, content)
      from changed_products left join of_variants using (product_id)
      union all
      select product_id, 'D', concat_ws(' ', description, descriptions) from changed_products
      union all
      select sku_id, 'A', code from variants
      union all
      select sku_id, 'B', concat_ws(' ', name, names, variants.options)
      from variants join changed_products using (product_id)
    ),
    words as materialized (
      select id, word, is_cjk, bool_or(is_part) as is_part, min(weight) as weight
      from texts, search_words(search_fold(content)) where content <> '' group by id, word, is_cjk
    ),
    short as materialized (
      select id, word, weight from (
        select id, word, weight, row_number() over (partition by id order by weight, word) as number
        from words where weight < 'D' and is_part and not is_cjk
      ) as numbered where number <= 200
    ),
    -- Computed once for all documents that have the word.
    ends as (
      select word, '~' || substr(word, i, 20) as lexeme
      from (select distinct word from short) as each, generate_series(2, length(word) - 1) as i
      union all
      select word, '!' || typo
      from (select distinct word from short) as each,
        unnest(array[word, search_stem(word)]) as form, search_typos(form) as typo
    ),
    lexemes as (
      select id, word as lexeme, weight from words where not is_cjk
      union all
      select id, '=' || search_stem(word), weight from words where not is_cjk
      union all
      select id, lexeme, weight from short join ends using (word)
      union all
      select id, substr(word, i, length), weight
      from words, generate_series(1, 2) as length, generate_series(1, length(word) - length + 1) as i
      where is_cjk
    ),
    documents as materialized (
      select id, string_agg(format('''%s'':1%s', lexeme, weight), ' ')::tsvector as document
      from lexemes where lexeme is not null group by id
    ),
    of_skus as (
      insert into sku_search (sku_id, document)
      select sku_id, coalesce(document, '') from variants left join documents on id = sku_id
      on conflict (sku_id) do update set document = excluded.document
        where sku_search.document <> excluded.document
    )
    insert into product_search (product_id, document)
    select product_id, coalesce(document, '') from changed_products left join documents on id = product_id
    on conflict (product_id) do update set document = excluded.document
      where product_search.document <> excluded.document
  $$`;

const tables = ['product', 'sku'].map(
  (name) => `
  create table ${name}_search (${name}_id uuid primary key references ${name}s, document tsvector not null);
  create index ${name}_search_document on ${name}_search using gin (document) with (fastupdate = off)`,
);

const triggers = [
  `create function refresh_search_of_new() returns trigger language plpgsql as $$
  begin
    perform refresh_search(array(select distinct product_id from new_rows));
    return null;
  end $$`,
  // Prices and the like are not searched for.
  `create function refresh_search_of_changed() returns trigger language plpgsql as $$
  declare
    ignored text[] := '{price_cents,position,images,purchase_limit,proof_of_work}';
  begin
    perform refresh_search(array(
      select distinct product_id from (
        select product_id, to_jsonb(new_rows) - ignored from new_rows
        except select product_id, to_jsonb(old_rows) - ignored from old_rows
      ) as changed));
    return null;
  end $$`,
  // A new product gets its document with its SKUs.
  `create trigger refresh_search_of_new after insert on skus
    referencing new table as new_rows for each statement execute function refresh_search_of_new()`,
  ...['products', 'skus'].map(
    (table) => `
    create trigger refresh_search_of_changed after update on ${table}
      referencing new table as new_rows old table as old_rows
      for each statement execute function refresh_search_of_changed()`,
  ),
];

const statements = [
  ...functions,
  ...tables,
  refresh,
  ...triggers,
  `select refresh_search(array_agg(product_id)) from (
     select product_id, row_number() over () / 500 as batch from products
   ) as batched group by batch`,
];
