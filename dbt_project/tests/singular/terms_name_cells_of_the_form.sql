-- Without this, a misspelt code in check_terms or indicator_terms would be a cell that no report ever has:
-- every instance of the check would end in `cell_not_readable`, and every value of the indicator would be NULL.
with terms as (

    select
        check_code as used_by,
        form_version,
        table_name,
        row_code,
        col_code
    from {{ ref('int_checks__terms') }}

    union all

    select
        indicator_code,
        form_version,
        table_name,
        row_code,
        col_code
    from {{ ref('indicator_terms') }}
    where (table_name, row_code, col_code) <> ('population', 'residents', 'residents')

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
