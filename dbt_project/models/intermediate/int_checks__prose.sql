-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
with readings as (

    select * from {{ ref('int_checks__readings') }}

),

-- The same figure stated twice is one instance; a sentence about one office or department is a part of a county.
stated as (

    select
        claims.report_no,
        claims.claim_code,
        claims.value,
        any_value(reports.form_version) as form_version,
        bool_and(
            coalesce(reports.scope, '') = 'government'
            and regexp_matches(claims.quote, '办公室|政府办|本办|我办|部门|乡镇|街道|局(?:收到|受理|办理|答复|办结|共)')
            and not regexp_matches(claims.quote, '全[县市区旗省]|各')
        ) as is_part,
        row_number() over (partition by claims.report_no, claims.claim_code order by claims.value) as number
    from {{ ref('int_checks__claims') }} as claims
    inner join {{ ref('int_checks__reports') }} as reports on claims.report_no = reports.report_no
    where claims.value is not null
    group by claims.report_no, claims.claim_code, claims.value

),

quantities as (

    select
        stated.report_no,
        readings.check_code,
        stated.claim_code,
        stated.number,
        stated.value,
        stated.is_part,
        readings.reading_no,
        readings.reading_code,
        readings.is_accepted,
        readings.unit = 'percent' as is_percent,
        coalesce(sum(readings.coefficient * cells.value) filter (where readings.part = 'value'), 0) as quantity,
        coalesce(sum(readings.coefficient * cells.value) filter (where readings.part = 'base'), 0) as base,
        count(*) filter (where coalesce(cells.cell_status, 'missing') = 'reported') as cells_reported,
        count(*) filter (where coalesce(cells.cell_status, 'missing') = 'blank') as cells_blank,
        count(*) filter (where coalesce(cells.cell_status, 'missing') = 'dash') as cells_dash,
        count(*) filter (
            where coalesce(cells.cell_status, 'missing') not in ('reported', 'blank', 'dash')
        ) as cells_not_readable
    from stated
    inner join readings
        on stated.claim_code = readings.claim_code and stated.form_version = readings.form_version
    left join {{ ref('int_checks__cells') }} as cells
        on stated.report_no = cells.report_no and readings.cell_no = cells.cell_no
    group by all

),

-- A percentage is right within half a unit of its last digit; 100 % leaves no room.
compared as (

    select
        *,
        cells_not_readable = 0 and (not is_percent or base > 0) as is_decided,
        case
            when is_percent
                then
                    abs(value * base - 100 * quantity) <= base * case
                        when value = 100 then 0
                        when value % 1 = 0 then 0.5
                        when (10 * value) % 1 = 0 then 0.05
                        when (100 * value) % 1 = 0 then 0.005
                        else 0.0005
                    end
            else value = quantity
        end as is_equal,
        case
            when not is_percent then quantity
            when base > 0 then cast(100.0 * quantity / base as decimal(38, 4))
        end as expected
    from quantities

),

settled as (

    select
        report_no,
        check_code,
        claim_code || case when number > 1 then ':' || number else '' end as member,
        any_value(value) as actual,
        any_value(is_part) as is_part,
        min(reading_no) filter (where is_accepted and is_decided and is_equal) as held_no,
        arg_min(reading_code, reading_no) filter (where is_accepted and is_decided and is_equal) as held,
        arg_min(expected, reading_no) filter (where is_accepted and is_decided and is_equal) as held_expected,
        arg_min(expected, reading_no) filter (where is_accepted) as first_expected,
        arg_min(reading_code, reading_no) filter (
            where not is_accepted and is_decided and is_equal and value > 0
        ) as slip,
        bool_or(is_accepted and is_decided) as is_decided,
        bool_or(is_accepted and is_decided and value <= expected) as is_covered,
        bool_or(is_accepted and is_percent and base = 0 and cells_not_readable = 0) as has_no_base,
        max(cells_reported) filter (where is_accepted) as cells_reported,
        max(cells_blank) filter (where is_accepted) as cells_blank,
        max(cells_dash) filter (where is_accepted) as cells_dash,
        max(cells_not_readable) filter (where is_accepted) as cells_not_readable
    from compared
    group by report_no, check_code, claim_code, number

),

of_claims as (

    select
        report_no,
        check_code,
        member,
        case
            when held is not null then 'claim_agrees'
            when cells_reported = 0 and cells_not_readable = 0 then 'figure_not_printed'
            when not is_decided and has_no_base then 'zero_denominator'
            when not is_decided then 'cell_not_readable'
            when is_part and is_covered then 'part_within'
            when cells_not_readable > 0 then 'cell_not_readable'
            when cells_blank > 0 and actual > first_expected then 'residual_in_blanks'
            when is_part then 'part_exceeds'
            else 'claim_differs'
        end as reason_code,
        coalesce(held_expected, first_expected) as expected,
        actual,
        coalesce(held, slip) as explanation_code,
        cells_reported,
        cells_blank,
        cells_dash,
        cells_not_readable
    from settled

),

-- What the prose says as a whole, one line a report.
summed as (

    select
        report_no,
        sum(value) filter (where starts_with(claim_code, 'channel_')) as by_channel,
        count(distinct claim_code) filter (where starts_with(claim_code, 'channel_')) as channels,
        list(value) filter (where claim_code in ('new', 'received')) as received,
        sum(value) filter (
            where claim_code in ('items_website', 'items_wechat', 'items_weibo', 'items_new_media')
        ) as items_by_channel,
        count(distinct claim_code) filter (
            where claim_code in ('items_website', 'items_wechat', 'items_weibo', 'items_new_media')
        ) as item_channels,
        max(value) filter (where claim_code = 'items_published') as items_published,
        max(value) filter (where claim_code = 'processing_fee_yuan') as fee_yuan,
        count(*) filter (where claim_code = 'other_year') as other_years,
        max(value) filter (where claim_code = 'other_year') as other_year,
        count(*) filter (
            where claim_code in ('new', 'received', 'carried_in', 'concluded', 'carried_out', 'none_received')
        ) as own_figures
    from (
        select distinct
            report_no,
            claim_code,
            value
        from {{ ref('int_checks__claims') }}
    )
    group by report_no

),

fee_words as (

    select
        report_no,
        bool_or(regexp_matches(text, '收费|缴费|费用|处理费')) as speaks_of_fees
    from {{ ref('int_checks__sections') }}
    where section_no = 6
    group by report_no

),

figures as (

    select
        cells.report_no,
        max(cells.value) filter (where places.row_code = 'other_unpaid') as unpaid,
        max(cells.value) filter (where places.row_code = 'fees' and cells.unit = '10k_yuan') as fees
    from {{ ref('int_checks__cells') }} as cells
    inner join {{ ref('int_forms__cells') }} as places on cells.cell_no = places.cell_no
    where
        (places.row_code = 'other_unpaid' and places.col_code = 'total')
        or (places.row_code = 'fees' and places.col_code = 'amount_10k_yuan')
    group by cells.report_no

),

of_reports as (

    select
        reports.report_no,
        reports.form_version,
        unnest(
            [
                {
                    'check_code': 'N-09',
                    'is_violated': if(channels < 2, null, not list_contains(received, by_channel)),
                    'expected': list_min(received),
                    'actual': by_channel
                },
                {
                    'check_code': 'N-19',
                    'is_violated': if(other_years + own_figures = 0, null, own_figures = 0),
                    'expected': reports.report_year,
                    'actual': other_year
                },
                {
                    'check_code': 'N-20',
                    'is_violated': if(item_channels < 2, null, items_by_channel < items_published),
                    'expected': items_published,
                    'actual': items_by_channel
                },
                {
                    'check_code': 'X-01',
                    'is_violated': fee_yuan > 0 and fee_yuan > 10000 * fees,
                    'expected': fees,
                    'actual': fee_yuan / 10000
                },
                {
                    'check_code': 'X-02',
                    'is_violated': if(fee_yuan is null, null, fee_yuan > 0 and report_year < 2021),
                    'expected': 0,
                    'actual': fee_yuan
                },
                {
                    'check_code': 'X-03',
                    'is_violated': if(unpaid is null, null, unpaid > 0 and not speaks_of_fees),
                    'expected': null,
                    'actual': unpaid
                },
                {
                    'check_code': 'R-UNPAID',
                    'is_violated': if(
                        unpaid is null, null, unpaid > 0 and (report_year < 2021 or not speaks_of_fees)
                    ),
                    'expected': null,
                    'actual': unpaid
                }
            ],
            recursive := true
        )
    from {{ ref('int_checks__reports') }} as reports
    left join summed on reports.report_no = summed.report_no
    left join fee_words on reports.report_no = fee_words.report_no
    left join figures on reports.report_no = figures.report_no

)

select
    report_no,
    check_code,
    member,
    reason_code,
    expected,
    actual,
    explanation_code,
    cells_reported,
    cells_blank,
    cells_dash,
    cells_not_readable
from of_claims

union all by name

select
    of_reports.report_no,
    of_reports.check_code,
    '' as member,
    case
        when is_violated then 'violated'
        when not is_violated then 'holds'
        when of_reports.check_code in ('X-03', 'R-UNPAID') and actual > 0 then 'no_sections'
        when of_reports.check_code in ('X-03', 'R-UNPAID') then 'figure_not_printed'
        when of_reports.check_code = 'X-01' and actual > 0 then 'figure_not_printed'
        else 'not_stated'
    end as reason_code,
    expected,
    actual
from of_reports
inner join {{ ref('checks') }} as checks
    on of_reports.check_code = checks.check_code and contains(checks.forms, of_reports.form_version)
