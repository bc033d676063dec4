with source as (

    select * from {{ source('archive', 'article20') }}

)

select
    document_id,
    item_code,
    measure_code,
    value,
    unit,
    cell_status,
    raw_text,
    table_no,
    row_no,
    col_no
from source
