with source as (

    select * from {{ source('archive', 'applications') }}

)

select
    document_id,
    item_code,
    applicant_code,
    value,
    cell_status,
    raw_text,
    table_no,
    row_no,
    col_no
from source
