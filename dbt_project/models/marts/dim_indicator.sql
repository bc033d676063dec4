select
    indicator_code,
    label_zh,
    label_en,
    formula,
    unit,
    higher_is,
    kind,
    cast(min_denominator as integer) as min_denominator,
    cast(position as integer) as position
from {{ ref('indicators') }}
