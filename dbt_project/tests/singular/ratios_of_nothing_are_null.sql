-- Without this, a county where nothing was counted could stand in a comparison with 0 % or 100 %.
select
    county_indicators.report_id,
    county_indicators.indicator_code,
    county_indicators.value
from {{ ref('county_indicators') }} as county_indicators
inner join {{ ref('dim_indicator') }} as dim_indicator
    on county_indicators.indicator_code = dim_indicator.indicator_code
where
    dim_indicator.zero_rule = 'zero_denominator'
    and coalesce(county_indicators.denominator, 0) = 0
    and (county_indicators.value is not null or county_indicators.why_not is null)
