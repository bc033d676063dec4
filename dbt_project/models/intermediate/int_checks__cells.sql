-- The cells of current documents under numbers; a table, for every model of checks reads it.
select
    reports.report_no,
    places.cell_no,
    cells.value,
    cells.unit,
    cells.cell_status,
    cells.raw_text
from {{ ref('int_documents__cells') }} as cells
inner join {{ ref('int_checks__reports') }} as reports on cells.document_id = reports.document_id
inner join {{ ref('int_forms__cells') }} as places
    on
        reports.form_version = places.form_version
        and cells.table_name = places.table_name
        and cells.row_code = places.row_code
        and cells.col_code = places.col_code
