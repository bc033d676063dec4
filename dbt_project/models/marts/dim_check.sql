select
    check_code,
    severity,
    formula,
    label_zh,
    label_en
from {{ ref('checks') }}
