-- The seed under numbers: a check and a member are an instance, a form and a place a cell.
with terms as (

    select
        check_code,
        coalesce(member, '') as member,
        form_version,
        period,
        side,
        table_name,
        row_code,
        col_code,
        coefficient
    from {{ ref('between_terms') }}

)

select
    cast(dense_rank() over (order by terms.check_code, terms.member) as integer) as instance_no,
    terms.check_code,
    terms.member,
    terms.form_version,
    terms.period,
    terms.side,
    cells.cell_no,
    terms.coefficient
from terms
inner join {{ ref('int_forms__cells') }} as cells
    on
        terms.form_version = cells.form_version
        and terms.table_name = cells.table_name
        and terms.row_code = cells.row_code
        and terms.col_code = cells.col_code
