with source as (

    select * from {{ source('archive', 'reviews') }}

)

select
    document_id,
    channel_code,
    outcome_code,
    value,
    cell_status,
    raw_text,
    table_no,
    row_no,
    col_no
from source
