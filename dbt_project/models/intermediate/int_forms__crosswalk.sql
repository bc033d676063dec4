{{ config(materialized='view') }}

-- The crosswalk spelled out: {col} stands for every column of the row.
select
    crosswalk.quantity_code,
    case when crosswalk.col_code = '{col}' then cells.col_code else '' end as member,
    crosswalk.form_version,
    crosswalk.relation,
    cells.table_name,
    cells.row_code,
    cells.col_code
from {{ ref('crosswalk') }} as crosswalk
inner join {{ ref('int_forms__cells') }} as cells
    on
        crosswalk.form_version = cells.form_version
        and crosswalk.table_name = cells.table_name
        and crosswalk.row_code = cells.row_code
        and crosswalk.col_code in ('{col}', cells.col_code)
