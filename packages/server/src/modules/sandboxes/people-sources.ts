// What invented people are made of. Names are grouped so that first and last names fit together.

type Choices<T> = readonly [T, ...T[]];

export interface NameGroup {
  /** Weight of the group among all people. */
  share: number;
  female: Choices<string>;
  male: Choices<string>;
  last: Choices<string>;
}

const words = (text: string): Choices<string> => text.trim().split(/\s+/) as unknown as Choices<string>;

export const nameGroups: Choices<NameGroup> = [
  {
    share: 46,
    female: words(
      'Abigail Beatrice Charlotte Daphne Eleanor Fiona Georgia Harriet Imogen Josephine Keira Lydia Miriam Nora Ophelia Phoebe Rosalind Sylvia Tabitha Ursula Violet Winifred',
    ),
    male: words(
      'Alistair Bertram Cedric Dominic Edgar Felix Gareth Hugo Ivor Jasper Kenneth Lionel Malcolm Nigel Oscar Percy Quentin Rupert Silas Theodore Vincent Wallace',
    ),
    last: words(
      'Ashworth Barlow Crompton Dunmore Ellwood Farrow Gadsby Hartnell Ingram Jessop Kirkby Lovelace Marlowe Netherby Oakden Pemberton Quayle Ridley Selwyn Thackeray Underhill Wetherby Yardley Applegate Brightwell Coldstream',
    ),
  },
  {
    share: 12,
    female: words('Zoë Chloé Inés María-José Núria Françoise Hélène Anaïs Renée Sinéad'),
    male: words('José Ángel François Raphaël Étienne Iñigo Ramón Seán Loïc Théo'),
    last: words('García-Ruiz Núñez Peñalver Lefèvre Beauséjour Çelik Ó-Briain Fernández Gonçalves Muñoz'),
  },
  {
    share: 10,
    female: words('Jürgine Käthe Åsa Ingrid Solveig Małgorzata Bożena Željka Eszter Růžena'),
    male: words('Jürgen Günther Bjørn Søren Łukasz Zbigniew Črtomir Ákos Jiří Håkon'),
    last: words(
      'Müller-Weiß Grünwald Østergård Wałęski Świątek Dvořáček Kovačević Nagyházi Lindqvist Sørensen',
    ),
  },
  {
    share: 6,
    female: words('美咲 陽菜 さくら 結衣'),
    male: words('翔太 健一 大輔 蓮'),
    last: words('佐伯 高梨 小早川 東雲'),
  },
  {
    share: 5,
    female: words('晓雯 丽华 思远 梦洁'),
    male: words('志强 建国 浩然 子轩'),
    last: words('欧阳 司马 诸葛 林'),
  },
  {
    share: 5,
    female: words('Наталья Светлана Юлия'),
    male: words('Дмитрий Сергей Артём'),
    last: words('Воронцов Беляева Щукин Кузьмич'),
  },
  {
    share: 5,
    female: words('ليلى فاطمة نور'),
    male: words('يوسف خالد عمر'),
    last: words('الحداد النجار القاسم'),
  },
  {
    share: 4,
    female: words('Ελένη Δήμητρα'),
    male: words('Γιώργος Νίκος'),
    last: words('Παπαδάκης Κωνσταντίνου'),
  },
  { share: 4, female: words('अनन्या दीपिका'), male: words('अर्जुन विक्रम'), last: words('चतुर्वेदी कुलकर्णी') },
  { share: 3, female: words('서연 지우'), male: words('민준 도윤'), last: words('남궁 황보') },
];

export interface Office {
  name: string;
  city: string;
  state: string | null;
  zipcode: string;
  country: string;
  currency: string;
  dialling: string;
  /** What a salary in dollars is multiplied with. */
  payFactor: number;
}

export const offices: Choices<Office> = [
  {
    name: 'Salt Lake City, Utah',
    city: 'Salt Lake City',
    state: 'Utah',
    zipcode: '84101',
    country: 'United States',
    currency: 'USD',
    dialling: '801-555-',
    payFactor: 1,
  },
  {
    name: 'Portland, Oregon',
    city: 'Portland',
    state: 'Oregon',
    zipcode: '97201',
    country: 'United States',
    currency: 'USD',
    dialling: '503-555-',
    payFactor: 1.05,
  },
  {
    name: 'Toronto, Ontario',
    city: 'Toronto',
    state: 'Ontario',
    zipcode: 'M5H 2N2',
    country: 'Canada',
    currency: 'CAD',
    dialling: '416-555-',
    payFactor: 1.2,
  },
  {
    name: 'Leeds, England',
    city: 'Leeds',
    state: null,
    zipcode: 'LS1 4AP',
    country: 'United Kingdom',
    currency: 'GBP',
    dialling: '+44 113 496 ',
    payFactor: 0.7,
  },
  {
    name: 'Hamburg, Germany',
    city: 'Hamburg',
    state: null,
    zipcode: '20095',
    country: 'Germany',
    currency: 'EUR',
    dialling: '+49 40 6696 ',
    payFactor: 0.85,
  },
];

export interface Team {
  department: string;
  division: string;
  /** From junior to senior. */
  titles: Choices<string>;
  basePay: number;
}

export const teams: Choices<Team> = [
  {
    department: 'Engineering',
    division: 'Product',
    titles: ['Software Engineer', 'Senior Software Engineer', 'Staff Engineer', 'Engineering Manager'],
    basePay: 92_000,
  },
  {
    department: 'Customer Success',
    division: 'Operations',
    titles: ['Support Agent', 'Senior Support Agent', 'Success Lead'],
    basePay: 46_000,
  },
  {
    department: 'Sales',
    division: 'Commercial',
    titles: ['Sales Representative', 'Account Executive', 'Regional Sales Lead'],
    basePay: 58_000,
  },
  {
    department: 'Finance',
    division: 'Operations',
    titles: ['Accountant', 'Financial Analyst', 'Controller'],
    basePay: 63_000,
  },
  {
    department: 'Human Resources',
    division: 'Operations',
    titles: ['HR Assistant', 'HR Partner', 'Head of People'],
    basePay: 55_000,
  },
  {
    department: 'Marketing',
    division: 'Commercial',
    titles: ['Content Writer', 'Campaign Planner', 'Marketing Lead'],
    basePay: 57_000,
  },
  {
    department: 'Design',
    division: 'Product',
    titles: ['Product Designer', 'Senior Product Designer', 'Design Lead'],
    basePay: 78_000,
  },
];

export const streets = words('Harbour Mill Orchard Station Chapel Foundry Meadow Quarry Willow Lantern');
