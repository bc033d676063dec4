-- How far an indicator means the same on each form as on the 2021 form: as far as its weakest term.
with forms as (

    select distinct form_version from {{ ref('items') }}

),

terms as (

    select
        indicator_code,
        form_version,
        bool_or(relation = 'near') as has_near,
        bool_or(relation = 'sum') as has_sum
    from {{ ref('indicator_terms') }}
    group by indicator_code, form_version

)

select
    indicators.indicator_code,
    forms.form_version,
    case
        when indicators.kind = 'derived' then 'same'
        when terms.indicator_code is null then 'none'
        when terms.has_near then 'near'
        when terms.has_sum then 'sum'
        else 'same'
    end as relation
from {{ ref('indicators') }} as indicators
cross join forms
left join terms
    on
        indicators.indicator_code = terms.indicator_code
        and forms.form_version = terms.form_version
