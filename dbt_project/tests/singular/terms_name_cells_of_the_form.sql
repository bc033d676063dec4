-- Without this, a misspelt code in check_terms, between_terms, claim_readings or indicator_terms would be a cell that
-- no report ever has: the check or the reading would lose that cell, or its instances, without a word, and every value
-- of the indicator would be NULL.
with terms as (

    select distinct
        check_code as used_by,
        cast(null as varchar) as form_version,
        table_name,
        row_code,
        col_code
    from {{ ref('check_terms') }}

    union

    select
        claim_code,
        null,
        table_name,
        row_code,
        col_code
    from {{ ref('claim_readings') }}

    union

    select
        check_code,
        form_version,
        table_name,
        row_code,
        col_code
    from {{ ref('between_terms') }}

    union

    select
        indicator_code as used_by,
        unnest(string_split(forms, ' ')) as form_version,
        table_name,
        row_code,
        col_code
    from {{ ref('indicator_terms') }}
    where table_name not in ('population', 'claims', 'report')

),

codes as (

    select
        code,
        '@' || group_code as written
    from {{ ref('cell_groups') }}

    union

    select distinct
        row_code,
        row_code
    from {{ ref('int_forms__cells') }}

    union

    select distinct
        col_code,
        col_code
    from {{ ref('int_forms__cells') }}

)

select terms.*
from terms
where
    not exists (
        select 1
        from {{ ref('int_forms__cells') }} as cells
        where
            cells.table_name = terms.table_name
            and cells.form_version = coalesce(terms.form_version, cells.form_version)
            and (terms.row_code = '{row}' or (cells.row_code, terms.row_code) in (select (code, written) from codes))
            and (terms.col_code = '{col}' or (cells.col_code, terms.col_code) in (select (code, written) from codes))
    )

union all

select
    'cell_groups' as used_by,
    null as form_version,
    null as table_name,
    groups.code as row_code,
    groups.group_code as col_code
from {{ ref('cell_groups') }} as groups
where
    not exists (
        select 1
        from {{ ref('int_forms__cells') }} as cells
        where groups.code in (cells.row_code, cells.col_code)
    )
