-- Without this, a ratio that lacks a part on some form would be taken for a count there, or be NULL without a reason.
with parts as (

    select
        terms.form_version,
        indicators.indicator_code,
        indicators.kind in ('share', 'ratio') as is_ratio,
        bool_or(terms.part = 'numerator') as has_numerator,
        bool_or(terms.part = 'denominator') as has_denominator
    from {{ ref('indicators') }} as indicators
    left join {{ ref('int_indicators__terms') }} as terms on indicators.indicator_code = terms.indicator_code
    where indicators.kind <> 'group'
    group by terms.form_version, indicators.indicator_code, indicators.kind

)

select *
from parts
where
    has_numerator is distinct from true
    or has_denominator is distinct from is_ratio
