{{ config(materialized='view') }}

select
    document_id,
    'article20' as table_name,
    item_code as row_code,
    measure_code as col_code,
    cast(value as decimal(38, 4)) as value,
    unit,
    cell_status,
    raw_text
from {{ ref('stg_archive__article20') }}

union all

select
    document_id,
    'applications' as table_name,
    item_code as row_code,
    applicant_code as col_code,
    cast(value as decimal(38, 4)) as value,
    'count' as unit,
    cell_status,
    raw_text
from {{ ref('stg_archive__applications') }}

union all

select
    document_id,
    'reviews' as table_name,
    channel_code as row_code,
    outcome_code as col_code,
    cast(value as decimal(38, 4)) as value,
    'count' as unit,
    cell_status,
    raw_text
from {{ ref('stg_archive__reviews') }}
