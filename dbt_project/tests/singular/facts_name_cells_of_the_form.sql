-- Without this, a cell under a code its form does not have would be in the facts, where no label, check or
-- indicator finds it. Forms whose cells are not listed yet (2014) are left out.
with used as (

    select distinct
        form_version,
        table_name,
        row_code,
        col_code
    from {{ ref('int_cells__unioned') }}
    where form_version in (select form_version from {{ ref('int_forms__cells') }})

)

select used.*
from used
left join {{ ref('int_forms__cells') }} as cells
    on
        used.form_version = cells.form_version
        and used.table_name = cells.table_name
        and used.row_code = cells.row_code
        and used.col_code = cells.col_code
where cells.table_name is null
