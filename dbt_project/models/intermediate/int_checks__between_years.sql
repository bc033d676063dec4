{#- default 20 new applications, 100 decisions: below them a jump is chance. Ratios as in the checks' formulas. -#}
{%- set jumps = {'P-01': (5, 20), 'P-08': (10, 100)} -%}
-- Checks of figures against those of the year before, by the cells in the seed between_terms.
with series as (

    select
        series.report_id,
        series.form_version,
        series.previous_report_id,
        series.previous_form_version,
        series.previous_why_not,
        reports.report_no,
        previous.report_no as previous_no
    from {{ ref('int_reports__series') }} as series
    inner join {{ ref('int_checks__reports') }} as reports on series.report_id = reports.report_id
    left join {{ ref('int_checks__reports') }} as previous on series.previous_report_id = previous.report_id

),

-- The forms that can be this year's and the year before's report of an instance.
instances as (

    select
        instance_no,
        check_code,
        member,
        list(distinct form_version) filter (where period = 'this') as this_forms,
        list(distinct form_version) filter (where period = 'previous') as previous_forms
    from {{ ref('int_checks__between_terms') }}
    group by instance_no, check_code, member
    -- Not L-DIRECT24, which looks further back, see int_checks__direct_suits.
    having bool_or(period = 'previous')

),

-- Cells of the form that the document lacks have no row: they are what is left of the cells in the form.
sizes as (

    select
        instance_no,
        form_version,
        period,
        count(*) filter (where side = 'left') as left_cells,
        count(*) filter (where side = 'right') as right_cells
    from {{ ref('int_checks__between_terms') }}
    group by instance_no, form_version, period

),

paired as (

    select
        series.report_id,
        series.report_no,
        series.previous_report_id,
        series.previous_no,
        instances.instance_no,
        instances.check_code,
        instances.member,
        case
            when series.previous_why_not is not null then series.previous_why_not
            when not list_contains(instances.previous_forms, series.previous_form_version) then 'form_changed'
        end as why_not,
        coalesce(here.left_cells, 0) + coalesce(before.left_cells, 0) as left_cells,
        coalesce(here.right_cells, 0) + coalesce(before.right_cells, 0) as right_cells
    from series
    inner join instances on list_contains(instances.this_forms, series.form_version)
    left join sizes as here
        on
            instances.instance_no = here.instance_no
            and series.form_version = here.form_version
            and here.period = 'this'
    left join sizes as before
        on
            instances.instance_no = before.instance_no
            and series.previous_form_version = before.form_version
            and before.period = 'previous'

),

halves as (

    select * from {{ ref('int_checks__half_years') }}

),

measured as (

    select
        paired.*,
        {%- for side in ['left', 'right'] %}
        {%- for what in ['sum', 'reported', 'blank', 'dash'] %}
        coalesce(here.{{ side }}_{{ what }}, 0) + coalesce(before.{{ side }}_{{ what }}, 0) as {{ side }}_{{ what }},
        {%- endfor %}
        {%- endfor %}
        before.left_sum as previous_sum,
        here.right_sum as this_sum
    from paired
    left join halves as here
        on
            paired.report_no = here.report_no
            and paired.instance_no = here.instance_no
            and here.period = 'this'
            and paired.why_not is null
    left join halves as before
        on
            paired.previous_no = before.report_no
            and paired.instance_no = before.instance_no
            and before.period = 'previous'
            and paired.why_not is null

),

printed_totals as (

    select report_no
    from measured
    where
        check_code = 'Y-CARRY'
        and member = 'total'
        and left_reported + right_reported = 2

),

-- Only an empty cell on the short side can make up the difference; that of a signed change can on either.
sided as (

    select
        *,
        check_code in ('Y-CARRY', 'Y-CARRY-SUM', 'Y-DOC21', 'Y-DOC19', 'Y-ITEM19') as is_balance,
        check_code in ('L-POST', 'X-05') as is_bound,
        left_reported + right_reported as cells_reported,
        left_blank + right_blank as cells_blank,
        left_dash + right_dash as cells_dash,
        left_cells + right_cells
        - left_reported - left_blank - left_dash - right_reported - right_blank - right_dash as cells_not_readable,
        case
            when check_code = 'Y-ITEM19' then left_blank + right_blank
            when left_sum <= right_sum then left_blank
            else right_blank
        end as short_blank,
        case
            when check_code = 'Y-ITEM19'
                then left_cells + right_cells
                    - left_reported - left_blank - left_dash - right_reported - right_blank - right_dash
            when left_sum <= right_sum then left_cells - left_reported - left_blank - left_dash
            else right_cells - right_reported - right_blank - right_dash
        end as short_unread,
        greatest(left_sum, right_sum) as larger,
        least(left_sum, right_sum) as smaller
    from measured

),

-- The order of the branches is the rule: each assumes that none above it applied.
judged as (

    select
        *,
        case
            when why_not is not null then why_not
            when cells_reported = 0 and cells_not_readable = 0 then 'empty_table'
            when is_balance and left_sum = right_sum and cells_not_readable > 0 then 'cell_not_readable'
            when is_balance and left_sum = right_sum and cells_blank + cells_dash > 0 then 'closed_empty_as_zero'
            when is_balance and left_sum = right_sum then 'closed'
            when is_balance and short_unread > 0 then 'cell_not_readable'
            when is_balance and short_blank = 0 then 'violated'
            when is_balance and cells_not_readable > 0 then 'cell_not_readable'
            when is_balance and short_blank = 1 then 'residual_in_one_blank'
            when is_balance then 'residual_in_blanks'
            when cells_not_readable > 0 then 'cell_not_readable'
            when check_code = 'Y-PENDING' and left_reported = 1 and left_sum = 0 then 'holds'
            when is_bound and right_reported = 0 then 'figure_not_printed'
            when is_bound and right_sum > left_sum and left_blank > 0 then 'figure_not_printed'
            when is_bound and right_sum > left_sum then 'exceeds_bound'
            when is_bound and cells_blank + cells_dash > 0 then 'within_bound_empty_as_zero'
            when is_bound then 'within_bound'
            when check_code = 'L-ZERO' and left_sum > 0 then 'holds'
            when cells_blank + cells_dash > 0 then 'figure_not_printed'
            when check_code = 'L-ZERO' then case when right_sum > 0 then 'violated' else 'holds' end
            when check_code = 'A21-05'
                then case
                    -- The left side is what was in force the year before and what was made in this one.
                    when right_sum > 0 and right_sum = left_sum - previous_sum and previous_sum > 2 * right_sum
                        then 'violated'
                    else 'holds'
                end
            when check_code = 'Y-PENDING' then case when right_sum > 0 then 'holds' else 'violated' end
            when check_code = 'Y-DOCBRIDGE' and left_sum = 0 then 'below_threshold'
            when check_code = 'Y-DOCBRIDGE'
                then case when right_sum between left_sum / 5 and left_sum * 5 then 'holds' else 'violated' end
            when check_code = 'U-02' and smaller <= 0 then 'below_threshold'
            when check_code = 'U-02'
                then case
                    when abs(log10(cast(larger / smaller as double)) - 4) <= 0.3 then 'violated' else 'holds'
                end
            {%- for check_code, (ratio, floor) in jumps.items() %}
            when check_code = '{{ check_code }}' and larger < {{ floor }} then 'below_threshold'
            when check_code = '{{ check_code }}'
                then case when larger > {{ ratio }} * smaller then 'violated' else 'holds' end
            {%- endfor %}
        end as reason_code
    from sided

)

select
    report_id,
    check_code,
    member,
    reason_code,
    case when why_not is null and cells_reported > 0 then left_sum end as expected,
    case when why_not is null and cells_reported > 0 then right_sum end as actual,
    case
        when reason_code = 'residual_in_one_blank' and check_code <> 'Y-ITEM19' then larger - smaller
    end as implied_value,
    case
        when check_code = 'Y-CARRY' and member <> 'total' then 'warning'
        -- Documents with a term lapse without being repealed.
        when check_code = 'Y-DOC21' and right_sum < left_sum and left_sum - right_sum <= previous_sum / 10 then 'info'
        when check_code = 'Y-DOC19' and this_sum < previous_sum then 'warning'
    end as severity,
    previous_report_id as counterpart_id,
    case when why_not is null then cells_reported else 0 end as cells_reported,
    case when why_not is null then cells_blank else 0 end as cells_blank,
    case when why_not is null then cells_dash else 0 end as cells_dash,
    case when why_not is null then cells_not_readable else 0 end as cells_not_readable
from judged
-- The six applicants together say again what the total says, where both years print one.
where
    check_code <> 'Y-CARRY-SUM'
    or (why_not is null and report_no not in (select report_no from printed_totals))
