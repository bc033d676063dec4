{#- The formula is put together from the very terms that are computed, so it cannot say anything else. -#}
with indicators as (

    select * from {{ ref('indicators') }}

),

terms as (

    select
        indicator_code,
        part,
        list_contains(string_split(forms, ' '), '2021') as is_on_2021_form,
        case coefficient when -1 then ' − ' else ' + ' end as sign,
        case table_name
            when 'applications' then 'P[' || row_code || case col_code when 'total' then ']' else ', ' || col_code || ']' end
            when 'reviews' then 'V[' || row_code || ', ' || col_code || ']'
            when 'article20' then 'A[' || row_code || '.' || col_code || ']'
            else row_code
        end
        || case years_back when 1 then '(t−1)' else '' end as term,
        coefficient,
        table_name
    from {{ ref('indicator_terms') }}

),

-- On the 2021 form, and on the 2019 form for what only that one has.
shown as (

    select * from terms
    qualify is_on_2021_form = bool_or(is_on_2021_form) over (partition by indicator_code)

),

parts as (

    select
        indicator_code,
        part,
        ltrim(string_agg(sign || term, '' order by coefficient desc, term), ' +') as formula,
        count(*) as term_count,
        bool_or(table_name in ('applications', 'reviews')) as has_sums
    from shown
    group by indicator_code, part

),

wide as (

    select
        indicator_code,
        max(formula) filter (where part = 'numerator') as numerator,
        max(formula) filter (where part = 'denominator') as denominator,
        max(formula) filter (where part = 'denominator_else') as denominator_else,
        max(case term_count when 1 then formula else '(' || formula || ')' end) filter (
            where part = 'numerator'
        ) as numerator_factor,
        max(case term_count when 1 then formula else '(' || formula || ')' end) filter (
            where part = 'denominator'
        ) as denominator_factor,
        bool_or(has_sums) as has_sums
    from parts
    group by indicator_code

),

forms as (

    select
        indicator_code,
        string_agg(distinct form_version, ',' order by form_version) as form_versions
    from {{ ref('int_indicators__terms') }}
    where years_back = 0
    group by indicator_code

)

select
    indicators.indicator_code,
    indicators.label_zh,
    indicators.label_en,
    case
        when indicators.kind = 'group' then 'counties with a report ÷ counties'
        when wide.denominator is null then wide.numerator
        else wide.numerator_factor
            || case indicators.multiplier when 1 then '' else ' × ' || indicators.multiplier end
            || ' ÷ ' || wide.denominator_factor
    end as formula,
    indicators.unit,
    indicators.higher_is,
    indicators.kind,
    wide.numerator,
    wide.denominator,
    wide.denominator_else,
    case when indicators.kind in ('share', 'ratio', 'group') then 'zero_denominator' else 'zero_is_a_value' end
        as zero_rule,
    case when wide.has_sums then 'zero_where_a_sum_proves_it' else 'never_zero' end as blank_rule,
    coalesce(forms.form_versions, '') as form_versions,
    cast(indicators.min_denominator as integer) as min_denominator,
    indicators.adds_over_counties,
    indicators.adds_over_years,
    indicators.is_headline,
    indicators.remark_zh,
    indicators.remark_en,
    cast(indicators.position as integer) as position
from indicators
left join wide on indicators.indicator_code = wide.indicator_code
left join forms on indicators.indicator_code = forms.indicator_code
