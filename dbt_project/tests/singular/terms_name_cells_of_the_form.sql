-- Without this, a misspelt code in check_terms or indicator_terms would be a cell that no report ever has:
-- every instance of the check would end in `cell_not_readable`, and the term would fall out of the indicator.
with terms as (

    select
        check_code as used_by,
        form_version,
        table_name,
        row_code,
        col_code
    from {{ ref('int_checks__terms') }}

),

indicator_terms as (

    select
        indicator_code as used_by,
        unnest(string_split(forms, ' ')) as form_version,
        table_name,
        row_code,
        col_code
    from {{ ref('indicator_terms') }}
    where table_name not in ('population', 'claims', 'report')

)

select terms.*
from terms
left join {{ ref('int_forms__cells') }} as cells
    on
        terms.form_version = cells.form_version
        and terms.table_name = cells.table_name
        and terms.row_code = cells.row_code
        and terms.col_code = cells.col_code
where cells.table_name is null

union all

select indicator_terms.*
from indicator_terms
left join {{ ref('int_indicators__terms') }} as terms
    on
        indicator_terms.used_by = terms.indicator_code
        and indicator_terms.form_version = terms.form_version
        and indicator_terms.table_name = terms.table_name
        and (indicator_terms.row_code = terms.row_code or indicator_terms.row_code like '@%')
        and (indicator_terms.col_code = terms.col_code or indicator_terms.col_code like '@%')
where terms.indicator_code is null
