-- A break touches an indicator when it touches a cell of its formula.
with touched as (

    select
        break_terms.break_code,
        break_terms.table_name,
        coalesce(groups.code, break_terms.row_code) as row_code
    from {{ ref('break_terms') }} as break_terms
    left join {{ ref('cell_groups') }} as groups on break_terms.row_code = '@' || groups.group_code

)

select distinct
    terms.indicator_code,
    breaks.break_code,
    breaks.kind,
    cast(breaks.first_year as smallint) as first_year,
    cast(breaks.last_year as smallint) as last_year
from touched
inner join {{ ref('breaks') }} as breaks on touched.break_code = breaks.break_code
inner join {{ ref('int_indicators__terms') }} as terms
    on
        touched.table_name = terms.table_name
        and (touched.row_code is null or touched.row_code = terms.row_code)
