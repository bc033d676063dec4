-- The cells of current documents under numbers; a table, for every model of checks reads it.
-- One row a place, with its number on each form that has it. With a row for each form, the reports would be joined to
-- all the cells their forms have before the first cell they print is read: the dearest join of the build.
with places as (

    select
        table_name,
        row_code,
        col_code,
        list(form_version) as form_versions,
        list(cell_no) as cell_nos
    from {{ ref('int_forms__cells') }}
    group by table_name, row_code, col_code

)

select
    reports.report_no,
    places.cell_nos[list_position(places.form_versions, reports.form_version)] as cell_no,
    cells.value,
    cells.unit,
    cells.cell_status,
    -- Nearly all cells hold plain digits, or nothing: only the others' text says more than their value.
    case when not regexp_full_match(cells.raw_text, '[0-9]*') then cells.raw_text end as odd_text
from {{ ref('int_documents__cells') }} as cells
inner join {{ ref('int_checks__reports') }} as reports on cells.document_id = reports.document_id
inner join places
    on
        cells.table_name = places.table_name
        and cells.row_code = places.row_code
        and cells.col_code = places.col_code
where list_contains(places.form_versions, reports.form_version)
