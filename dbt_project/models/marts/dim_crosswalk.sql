select
    quantity_code,
    form_version,
    relation,
    table_name,
    row_code,
    col_code,
    reason_zh,
    reason_en
from {{ ref('crosswalk') }}
