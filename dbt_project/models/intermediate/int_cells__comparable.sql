{{ config(materialized='view') }}

with terms as (

    select * from {{ ref('int_forms__crosswalk') }}
    where relation <> 'none'

),

cells as (

    select * from {{ ref('int_cells__unioned') }}

),

single as (

    select
        cells.report_id,
        terms.quantity_code,
        terms.member,
        cells.form_version,
        terms.relation,
        cells.value,
        cells.cell_status
    from cells
    inner join terms
        on
            cells.form_version = terms.form_version
            and cells.table_name = terms.table_name
            and cells.row_code = terms.row_code
            and cells.col_code = terms.col_code
    where terms.relation <> 'sum'

),

-- The parts of a sum, where one form has several cells for one of the other's. A part that is not printed leaves
-- the sum unknown, and its state is what the sum's state says.
summed as (

    select
        cells.report_id,
        terms.quantity_code,
        terms.member,
        cells.form_version,
        terms.relation,
        case when count(cells.value) = sizes.size then sum(cells.value) end as value,
        case
            when count(*) < sizes.size then 'missing'
            when count(*) filter (where cells.cell_status = 'reported') = sizes.size then 'reported'
            else coalesce(
                min(cells.cell_status) filter (where cells.cell_status not in ('reported', 'blank', 'dash')),
                min(cells.cell_status) filter (where cells.cell_status <> 'reported')
            )
        end as cell_status
    from cells
    inner join terms
        on
            cells.form_version = terms.form_version
            and cells.table_name = terms.table_name
            and cells.row_code = terms.row_code
            and cells.col_code = terms.col_code
    inner join (
        select
            quantity_code,
            form_version,
            member,
            count(*) as size
        from terms
        group by quantity_code, form_version, member
    ) as sizes
        on
            terms.quantity_code = sizes.quantity_code
            and terms.form_version = sizes.form_version
            and terms.member = sizes.member
    where terms.relation = 'sum'
    group by cells.report_id, terms.quantity_code, terms.member, cells.form_version, terms.relation, sizes.size

)

select
    report_id,
    quantity_code,
    member,
    form_version,
    relation,
    cast(value as decimal(38, 4)) as value,
    cell_status
from single

union all

select
    report_id,
    quantity_code,
    member,
    form_version,
    relation,
    cast(value as decimal(38, 4)) as value,
    cell_status
from summed
