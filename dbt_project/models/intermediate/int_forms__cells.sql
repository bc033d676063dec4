-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
with cells as (

    select
        form_version,
        table_name,
        item_code as row_code,
        measure_code as col_code,
        unit,
        cast(position as integer) as row_order,
        cast(position as integer) as col_order
    from {{ ref('items') }}
    where table_name in ('article20', 'reviews')

    union all

    select
        items.form_version,
        items.table_name,
        items.item_code as row_code,
        applicants.applicant_code as col_code,
        items.unit,
        cast(items.position as integer) as row_order,
        cast(applicants.position as integer) as col_order
    from {{ ref('items') }} as items
    cross join {{ ref('applicants') }} as applicants
    where items.table_name = 'applications'

),

-- Rows of Article 20 and of the reviews have several positions, one a cell: the first of them orders the row.
placed as (

    select
        *,
        min(row_order) over (partition by form_version, table_name, row_code) as first_of_row,
        min(col_order) over (partition by form_version, table_name, col_code) as first_of_col
    from cells

)

select
    form_version,
    table_name,
    row_code,
    col_code,
    unit,
    cast(
        row_number() over (order by form_version, table_name, first_of_row, first_of_col, row_code, col_code)
        as integer
    ) as cell_no,
    cast(dense_rank() over (partition by form_version, table_name order by first_of_row) as integer) as row_no,
    cast(dense_rank() over (partition by form_version, table_name order by first_of_col) as integer) as col_no
from placed
