-- The cells of current documents under numbers, the sums over them, and what is held against the year before.

create temp table numbered as
select row_number() over (order by report_id)::integer as report_no,
    dense_rank() over (order by division_code, scope, issuer_name)::integer as body_no, *
from reports where form_version in ('2019', '2021');

-- A few dozen words, millions of times: numbers with names.
create type table_word as enum ('article20', 'applications', 'reviews');
create type status_word as enum ('reported', 'blank', 'dash', 'missing', 'unreadable', 'ambiguous');
create type unit_word as enum (select distinct unit from fct_article20 where unit is not null union select 'count');
create type row_word as enum (
    select item_code from fct_article20 union select item_code from fct_applications union select channel_code from fct_reviews
);
create type column_word as enum (
    select measure_code from fct_article20 union select applicant_code from fct_applications
    union select outcome_code from fct_reviews
);
create temp view unnumbered as
select report_id, 'article20' as t, item_code as r, measure_code as c, value::decimal(38, 4) as value, cell_status as s,
    unit, raw_text
from fct_article20
union all
select report_id, 'applications', item_code, applicant_code, value, cell_status, 'count', raw_text from fct_applications
union all
select report_id, 'reviews', channel_code, outcome_code, value, cell_status, 'count', raw_text from fct_reviews;

create temp table printed as
select report_no, form_version, t::table_word as t, r::row_word as r, c::column_word as c, value, s::status_word as s,
    unit::unit_word as unit, case when not regexp_full_match(raw_text, '\d*') then raw_text end as odd_text
from unnumbered inner join numbered using (report_id);

create temp table tables as
select report_no, form_version, t, count(*) filter (where s <> 'missing') as found,
    count(*) filter (where s = 'reported') as reported, count(*) filter (where s = 'blank') as blanks,
    count(*) filter (where s in ('unreadable', 'ambiguous')) as unread,
    count(*) filter (where s <> 'missing' and c = 'total') as rows_found,
    count(*) filter (where s <> 'missing' and r = 'new') as columns_found, count(*) filter (where value = 0) as zeros,
    count(*) filter (where value > 0) as above_zero, count(*) filter (where value > 0 and value % 10 = 0) as tens,
    count(*) filter (where value < 0 and c <> 'change') as negatives,
    count(*) filter (where value % 1 <> 0 and unit = 'count') as decimals,
    count(*) filter (where value = report_year) as years,
    count(*) filter (where s in ('reported', 'unreadable') and unit = 'count'
        and not regexp_full_match(odd_text, '\s*[-－+＋−]?[0-9０-９]+([,，][0-9０-９]{3})*([.．][0-9０-９]+)?\s*')) as odd,
    count(*) filter (where s in ('reported', 'unreadable') and unit = 'count'
        and regexp_matches(odd_text, '[0-9０-９]\s*[万萬亿億]')) as large_units
from printed inner join numbered using (report_no, form_version) group by all;

-- Sums.
create temp table sides as
with flat as (
    select report_no, t, 'R-ROW' as check_code, r::varchar as member, 'sum' as kind, c = 'total' as is_right, value, s
    from printed where t = 'applications'
    union all
    select report_no, t, 'R-CONC', c::varchar, 'sum', r = 'concluded', value, s
    from printed where t = 'applications' and r not in ('new', 'carried_in', 'carried_out')
    union all
    select report_no, t, 'R-BAL', c::varchar, 'balance', r in ('concluded', 'carried_out'), value, s
    from printed where t = 'applications' and r in ('new', 'carried_in', 'concluded', 'carried_out')
    union all
    select report_no, t, 'L-SUM', r::varchar, 'sum', c = 'total', value, s from printed where t = 'reviews'
    union all
    select report_no, t, 'R-GRAND', '', 'sum', r = 'concluded', value, s
    from printed where t = 'applications' and r not in ('new', 'carried_in', 'carried_out')
        and (r = 'concluded') = (c = 'total')
    union all
    select report_no, t, 'R-NEWGRAND', '', 'balance', r in ('concluded', 'carried_out'), value, s
    from printed where t = 'applications' and r in ('new', 'carried_in', 'concluded', 'carried_out') and c <> 'total'
)
select report_no, t, check_code, member, any_value(kind) as kind,
    coalesce(sum(value) filter (where not is_right), 0) as left_sum,
    coalesce(sum(value) filter (where is_right), 0) as right_sum,
    count(value) filter (where not is_right) as left_reported, count(value) filter (where is_right) as right_reported,
    count(*) filter (where s = 'blank' and not is_right) as left_blank,
    count(*) filter (where s = 'blank' and is_right) as right_blank, count(*) filter (where s = 'dash') as dashes,
    count(*) filter (where s = 'dash' and not is_right) as left_dash,
    count(*) filter (where s not in ('reported', 'blank', 'dash') and not is_right) as left_unread,
    count(*) filter (where s not in ('reported', 'blank', 'dash') and is_right) as right_unread,
    count(*) filter (where s in ('unreadable', 'ambiguous')) as unread
from flat group by all;

create temp table sums as
select * exclude (reported), case
    when left_reported + right_reported = 0 and unread > 0 then 'cell_not_readable'
    when left_reported + right_reported = 0 and kind = 'sum' and reported > 0 and left_unread + right_unread = 0
        then 'total_not_printed'
    when left_reported + right_reported = 0 then 'empty_table'
    when kind = 'sum' and right_reported = 0 then if(left_unread > 0, 'cell_not_readable', 'total_not_printed')
    when left_sum = right_sum and left_unread + if(kind = 'balance', right_unread, 0) > 0 then 'cell_not_readable'
    when left_sum = right_sum and left_blank + left_dash + if(kind = 'balance', right_blank + dashes - left_dash, 0) = 0
        then 'closed'
    when left_sum = right_sum then 'closed_empty_as_zero'
    when if(left_sum <= right_sum, left_unread, right_unread) > 0 then 'cell_not_readable'
    when if(left_sum <= right_sum, left_blank, right_blank) = 0
        then if(left_sum > right_sum, 'exceeds_total', 'short_of_total')
    when left_unread + if(kind = 'balance', right_unread, 0) > 0 then 'cell_not_readable'
    when if(left_sum <= right_sum, left_blank, right_blank) = 1 then 'residual_in_one_blank'
    else 'residual_in_blanks' end as reason_code
from sides inner join (select report_no, t, reported from tables) using (report_no, t);

create temp table open_sums as from sums where reason_code in ('cell_not_readable', 'residual_in_one_blank', 'residual_in_blanks');

-- Against the year before, by the cells that the seed names.
create temp table years as
select this.report_no, this.report_id, this.form_version, this.report_year, this.scope, previous.report_no as previous_no,
    previous.form_version as previous_form
from numbered as this left join numbered as previous
    on this.body_no = previous.body_no and this.report_year = previous.report_year + 1;

create temp table between_terms as
select *, dense_rank() over (order by check_code, member) as instance_no from (
    select check_code, coalesce(member, '') as member, form_version, period, side = 'left' as is_left,
        table_name::table_word as t, row_code::row_word as r, col_code::column_word as c, coefficient::integer as coefficient
    from read_csv(getvariable('seeds') || '/between_terms.csv', all_varchar = true)
);

create temp table halves as
select report_no, instance_no, period, coalesce(sum(coefficient * value) filter (where is_left), 0) as left_sum,
    coalesce(sum(coefficient * value) filter (where not is_left), 0) as right_sum,
    count(value) filter (where is_left) as left_reported, count(value) filter (where not is_left) as right_reported,
    count(*) filter (where s = 'blank' and is_left) as left_blank,
    count(*) filter (where s = 'blank' and not is_left) as right_blank, count(*) filter (where s = 'dash') as dashes,
    count(*) filter (where s not in ('reported', 'blank', 'dash')) as unread
from printed inner join between_terms using (form_version, t, r, c) group by all;

create temp table compared as
with instances as (
    select instance_no, check_code, member, list(distinct form_version) filter (where period = 'this') as forms,
        list(distinct form_version) filter (where period = 'previous') as previous_forms
    from between_terms group by all having bool_or(period = 'previous')
)
select years.report_no, check_code, member, previous_no,
    previous_no is not null and list_contains(previous_forms, previous_form) as is_comparable,
    coalesce(here.left_sum, 0) + coalesce(before.left_sum, 0) as left_sum, coalesce(here.right_sum, 0) as right_sum,
    before.left_sum as previous_sum, coalesce(here.left_reported, 0) + coalesce(before.left_reported, 0) as left_reported,
    coalesce(here.right_reported, 0) as right_reported,
    coalesce(here.left_blank, 0) + coalesce(before.left_blank, 0) as left_blank,
    coalesce(here.right_blank, 0) as right_blank, coalesce(here.dashes, 0) + coalesce(before.dashes, 0) as dashes,
    coalesce(here.unread, 0) + coalesce(before.unread, 0) as unread
from years inner join instances on list_contains(instances.forms, years.form_version)
left join halves as here
    on years.report_no = here.report_no and instances.instance_no = here.instance_no and here.period = 'this'
left join halves as before on years.previous_no = before.report_no and instances.instance_no = before.instance_no
    and before.period = 'previous';
