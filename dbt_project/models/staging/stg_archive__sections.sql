with source as (

    select * from {{ source('archive', 'sections') }}

)

select
    document_id,
    section_no,
    heading,
    text
from source
