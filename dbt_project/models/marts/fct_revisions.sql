{{ config(materialized='incremental', meta={'made_anew': 'division_code'}) }}

with revisions as (

    select
        later.report_id,
        later.revises as from_document_id,
        later.document_id as to_document_id,
        row_number() over (partition by later.report_id order by later.chronology) as revision_no
    from {{ ref('int_documents__versioned') }} as later
    where later.revises is not null

),

reports as (

    select * from {{ ref('int_reports__current') }}

),

cells as (

    select *
    from {{ ref('int_documents__cells') }}
    where
        document_id in (select from_document_id from revisions)
        or document_id in (select to_document_id from revisions)

),

old_cells as (

    select
        revisions.report_id,
        revisions.revision_no,
        cells.* exclude (document_id)
    from revisions
    inner join cells on revisions.from_document_id = cells.document_id

),

new_cells as (

    select
        revisions.report_id,
        revisions.revision_no,
        cells.* exclude (document_id)
    from revisions
    inner join cells on revisions.to_document_id = cells.document_id

),

-- A cell that only one of the two documents has is `missing` in the other.
paired as (

    select
        coalesce(old_cells.report_id, new_cells.report_id) as report_id,
        coalesce(old_cells.revision_no, new_cells.revision_no) as revision_no,
        coalesce(old_cells.table_name, new_cells.table_name) as table_name,
        coalesce(old_cells.row_code, new_cells.row_code) as row_code,
        coalesce(old_cells.col_code, new_cells.col_code) as col_code,
        old_cells.value as old_value,
        new_cells.value as new_value,
        coalesce(old_cells.cell_status, 'missing') as old_status,
        coalesce(new_cells.cell_status, 'missing') as new_status,
        old_cells.unit as old_unit,
        new_cells.unit as new_unit,
        old_cells.raw_text as old_raw_text,
        new_cells.raw_text as new_raw_text
    from old_cells
    full join new_cells
        on
            old_cells.report_id = new_cells.report_id
            and old_cells.revision_no = new_cells.revision_no
            and old_cells.table_name = new_cells.table_name
            and old_cells.row_code = new_cells.row_code
            and old_cells.col_code = new_cells.col_code

)

select
    paired.report_id,
    cast(paired.revision_no as integer) as revision_no,
    revisions.from_document_id,
    revisions.to_document_id,
    paired.table_name,
    paired.row_code,
    paired.col_code,
    paired.old_value,
    paired.new_value,
    paired.old_status,
    paired.new_status,
    paired.old_raw_text,
    paired.new_raw_text,
    paired.old_unit,
    paired.new_unit,
    paired.revision_no = 1 as is_first,
    reports.division_code,
    reports.report_year,
    reports.scope
from paired
inner join revisions
    on
        paired.report_id = revisions.report_id
        and paired.revision_no = revisions.revision_no
inner join reports on paired.report_id = reports.report_id
where
    paired.old_value is distinct from paired.new_value
    or paired.old_status <> paired.new_status
    or paired.old_unit is distinct from paired.new_unit
